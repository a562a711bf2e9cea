// Everything the driver reads, in English and Korean.
const en = {
  other: "한국어",
  action: { stop: "STOP", change_lane: "CHANGE LANE", slow_down: "SLOW DOWN", inform: "ATTENTION", none: "No warning" },
  type: {
    collision: "Collision", fire: "Fire", smoke: "Smoke", congestion: "Congestion", blockage: "Road blocked",
    stopped_vehicle: "Stopped vehicle", wrong_way: "Wrong-way driver", pedestrian_on_road: "Person on the road",
    construction: "Roadworks", debris: "Debris",
  },
  lane: (n) => `lane ${n}`,
  reported: "as reported",
  held: "at last position",
  shownOnly: "For information: ",
  noAction: {},
  theme: { auto: "Auto", day: "Day", night: "Night" },
  sound: { locked: "Touch for sound", on: "Sound on", off: "Sound off" },
  warning: {
    no_reception: (w) => `No reception for ${w.seconds} s`,
    rsu_lost: (w) => `Roadside unit ${w.source} lost, silent for ${w.seconds} s`,
    clock: (w) => `Clock of ${w.source} is ${w.seconds} s off: its warnings are shown, not acted on`,
    position: () => "Own position unknown: distances as reported",
  },
  stale: "NOT LIVE",
  staleDetail: (s) => `This screen has had no data for ${s} s. Do not rely on it.`,
  more: (n) => `and ${n} more`,
};
const ko = {
  other: "English",
  action: { stop: "정지", change_lane: "차로 변경", slow_down: "감속", inform: "주의", none: "경고 없음" },
  type: {
    collision: "사고", fire: "화재", smoke: "연기", congestion: "정체", blockage: "도로 차단",
    stopped_vehicle: "정지 차량", wrong_way: "역주행 차량", pedestrian_on_road: "도로 위 보행자",
    construction: "공사", debris: "낙하물",
  },
  lane: (n) => `${n}차로`,
  reported: "보고된 거리",
  held: "마지막 위치 기준",
  shownOnly: "참고: ",
  noAction: {
    "behind the vehicle, shown only": "이미 지나온 지점",
    "for the other carriageway, shown only": "반대 방향 도로",
    "for traffic past the place, shown only": "지점을 지난 차량 대상",
    "another road, shown only": "다른 도로",
    "not authenticated, shown only": "인증되지 않음",
    "clock of the RSU is unsynchronised, shown only": "노변 장치 시계 불일치",
  },
  theme: { auto: "자동", day: "주간", night: "야간" },
  sound: { locked: "눌러서 소리 켜기", on: "소리 켜짐", off: "소리 꺼짐" },
  warning: {
    no_reception: (w) => `${w.seconds}초 동안 수신 없음`,
    rsu_lost: (w) => `노변 장치 ${w.source} 연결 끊김, ${w.seconds}초째`,
    clock: (w) => `${w.source} 시계가 ${w.seconds}초 어긋남: 표시만 하고 제동하지 않음`,
    position: () => "차량 위치를 알 수 없음: 보고된 거리 표시",
  },
  stale: "화면 멈춤",
  staleDetail: (s) => `${s}초 동안 데이터가 없습니다. 이 화면을 믿지 마십시오.`,
  more: (n) => `외 ${n}건`,
};
export const words = { en, ko };
